-- Who wants to be told of what, and where.
CREATE TABLE webhook (
  id {int} PRIMARY KEY,
  person_id {int} NOT NULL REFERENCES person (id),
  url {text} NOT NULL,
  topics {text} NOT NULL,
  secret {bytes} NOT NULL,
  made_at {int} NOT NULL,
  ended_at {int},
  version {int} NOT NULL
) {strict};
CREATE INDEX webhook_person ON webhook (person_id, id);

-- How far each has come: the number given last, who is at it, and until when it is left alone after it did not answer.
CREATE TABLE webhook_queue (
  webhook_id {int} PRIMARY KEY REFERENCES webhook (id),
  last_no {int} NOT NULL,
  locked_until {int},
  served_at {int} NOT NULL,
  rest_until {int} NOT NULL
) {strict};

-- What is to be told, by number. One message is told once to each.
CREATE TABLE webhook_delivery (
  webhook_id {int} NOT NULL REFERENCES webhook (id),
  no {int} NOT NULL,
  message_id {int} NOT NULL,
  topic {text} NOT NULL,
  body {text} NOT NULL,
  made_at {int} NOT NULL,
  state {text} NOT NULL CHECK (state = 'waiting' OR state = 'delivered' OR state = 'dead'),
  run_at {int} NOT NULL,
  give_up_at {int} NOT NULL,
  attempts {int} NOT NULL,
  tries {int} NOT NULL,
  PRIMARY KEY (webhook_id, no)
) {norowid};
CREATE UNIQUE INDEX webhook_delivery_message ON webhook_delivery (webhook_id, message_id);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, run_at) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_made ON webhook_delivery (made_at);

-- Each attempt, and what came of it.
CREATE TABLE webhook_attempt (
  webhook_id {int} NOT NULL,
  no {int} NOT NULL,
  attempt {int} NOT NULL,
  at {int} NOT NULL,
  status {int},
  error {text},
  micros {int} NOT NULL,
  PRIMARY KEY (webhook_id, no, attempt)
) {norowid};
