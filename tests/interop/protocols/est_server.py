# SPDX-License-Identifier: Apache-2.0
# A small EST server (RFC 7030) for these tests, for Debian has none: python3 est_server.py PORT, in a folder with ca.pem,
# ca.key, tls.pem and tls.key. It is ours, so strongSwan's client and curl judge it (est_test.cpp). A file "manual" in
# the folder: requests wait (202, Retry-After) until it is gone. It takes base64 in lines and in one line.
import base64
import http.server
import os
import ssl
import subprocess
import sys


def openssl(arguments, given=b""):
    return subprocess.run(["openssl"] + arguments, input=given, capture_output=True, check=True).stdout


def certs_only(*files):
    arguments = ["crl2pkcs7", "-nocrl", "-outform", "DER"]
    for file in files:
        arguments += ["-certfile", file]
    return base64.b64encode(openssl(arguments))  # in one line: strongSwan's client reads no other (RFC 8951, 3.1)


def subject(kind, given, inform):
    return openssl([kind, "-inform", inform, "-noout", "-subject", "-nameopt", "RFC2253"], given).split(b"=", 1)[1]


class Est(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", kind="text/plain", more=()):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if kind.startswith("application/pkcs7"):
            self.send_header("Content-Transfer-Encoding", "base64")
        for name, value in more:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path != "/.well-known/est/cacerts":
            return self.answer(404)
        self.answer(200, certs_only("ca.pem"), "application/pkcs7-mime")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.path.rpartition("/")[2]
        if operation not in ("simpleenroll", "simplereenroll"):
            return self.answer(404)
        shown = self.connection.getpeercert(binary_form=True)
        basic = base64.b64encode(b"estuser:estpwd").decode()
        if shown is None and self.headers.get("Authorization") != "Basic " + basic:
            return self.answer(401, b"who are you?", more=[("WWW-Authenticate", 'Basic realm="est"')])
        request = base64.b64decode(body)
        if operation == "simplereenroll" and subject("x509", shown, "DER") != subject("req", request, "DER"):
            return self.answer(400, b"the request is for another subject")
        if os.path.exists("manual"):
            return self.answer(202, more=[("Retry-After", "1")])
        openssl(["x509", "-req", "-inform", "DER", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "730",
                 "-extfile", "holder", "-out", "issued.pem"], request)
        with open("issued", "a", encoding="ascii") as count:
            count.write(f"{self.connection.version()}\n")
        if os.path.exists("lose-reply"):
            os.remove("lose-reply")
            return self.connection.close()
        self.answer(200, certs_only("issued.pem"), "application/pkcs7-mime; smime-type=certs-only")


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("tls.pem", "tls.key")
context.load_verify_locations("ca.pem")
context.verify_mode = ssl.CERT_OPTIONAL
if len(sys.argv) > 2:
    context.minimum_version = context.maximum_version = ssl.TLSVersion[sys.argv[2]]
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Est)
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
