/** A file that was named and cannot be used; nothing of it was read yet. */
export class BadFile extends Error {
  readonly code = "BAD_FILE";
  constructor(message: string) {
    super(message);
    this.name = "BadFile";
  }
}
