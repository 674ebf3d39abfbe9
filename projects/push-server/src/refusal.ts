/** A request that is refused; Fastify answers with the status. */
export class Refusal extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** The client's mistake. */
export class BadRequest extends Refusal {
  constructor(message: string) {
    super(400, message);
  }
}

/** The server has as much as it takes. */
export class Full extends Refusal {
  constructor(limit: string, most: number) {
    super(503, `limits.${limit}: this server takes ${most} at most`);
  }
}
