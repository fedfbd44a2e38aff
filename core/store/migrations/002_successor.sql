-- SPDX-License-Identifier: Apache-2.0
-- Which certificate came out of an order (of a renewal), or is being registered by it: what cutover looks up by. The
-- journals have said so from the beginning; here it becomes a column.

ALTER TABLE orders ADD COLUMN successor TEXT NOT NULL DEFAULT '';

UPDATE orders SET successor = COALESCE((
  SELECT json_extract(body, '$.result.certificate.sha256') FROM journal
  WHERE order_id = orders.id AND kind = 'result' AND json_extract(body, '$.result.installed') = 1
  ORDER BY seq DESC LIMIT 1), '');

CREATE INDEX orders_by_certificate ON orders (certificate);
CREATE INDEX orders_by_successor ON orders (successor) WHERE successor <> '';
