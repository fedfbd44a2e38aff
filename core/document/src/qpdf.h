// SPDX-License-Identifier: Apache-2.0
// qpdf's headers. Its class JSON, of which nothing is used here, is declared only: qpdf 11.3 has a vector of it within
// itself, which clang 14 cannot compile as C++20.
#pragma once

#define JSON_HH
class JSON;

#include <qpdf/Buffer.hh>
#include <qpdf/Pipeline.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>
