-- How many deliveries were given up is asked by every look at the measurements; a table of deliveries kept for weeks must
-- not be read for it.
CREATE INDEX webhook_delivery_dead ON webhook_delivery (webhook_id) WHERE state = 'dead';
