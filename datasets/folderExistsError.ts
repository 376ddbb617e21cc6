/** A result is there already; writing would replace it. */
export class FolderExistsError extends Error {
  override readonly name = "FolderExistsError";
  readonly folder: string;

  constructor(folder: string) {
    super(`dataset ${folder} exists already; it is only replaced by force`);
    this.folder = folder;
  }
}
