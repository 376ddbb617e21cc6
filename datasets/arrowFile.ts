import {
  type RecordBatch,
  RecordBatchFileWriter,
  RecordBatchWriter,
  type Schema,
} from "apache-arrow";

/**
 * Arrow's IPC file framing over a function that takes the bytes at once. The library's own writer
 * queues references to column buffers until someone reads them; a column refilled meanwhile would
 * change batches already written. `_write`, where all bytes pass, is open to subclasses.
 */
export class ArrowFile extends RecordBatchFileWriter {
  readonly #take: (bytes: Uint8Array) => void;

  /** Hands the file's opening to `take`; it must consume or copy the bytes before it returns. */
  constructor(schema: Schema, take: (bytes: Uint8Array) => void) {
    super();
    this.#take = take;
    this.reset(undefined, schema);
  }

  /** Hands over one record batch; dictionaries go with the first. */
  append(batch: RecordBatch): void {
    this.write(batch);
  }

  /**
   * Also writes the schema message between opening and batches. The format asks for it and readers
   * that take the file as a stream need it; the library leaves it out.
   */
  protected override _writeSchema(schema: Schema): this {
    super._writeSchema(schema);
    RecordBatchWriter.prototype["_writeSchema"].call(this, schema);
    return this;
  }

  protected override _write(chunk: ArrayBufferView): this {
    if (chunk.byteLength === 0) return this;
    this.#take(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this._position += chunk.byteLength;
    return this;
  }
}
