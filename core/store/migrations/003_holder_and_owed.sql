-- SPDX-License-Identifier: Apache-2.0
-- Of orders that exclude each other (some CAs take one order at a time from one holder): whose they are. Older orders
-- exclude nothing. And how much a person still owes after an order: no journal of before says so of anything.

ALTER TABLE orders ADD COLUMN holder TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN owed INTEGER NOT NULL DEFAULT 0;

CREATE UNIQUE INDEX one_open_order_per_holder ON orders (plugin, holder) WHERE is_open = 1 AND holder <> '';
