/** A node answered a request with an error. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly data: unknown;

  constructor(method: string, { message, data }: { message: string; data?: unknown }) {
    super(`${method}: ${message}`);
    this.data = data;
  }
}
