/** A response whose text is at hand: its body is made only for who reads the body, which costs more than all the rest. */
export class Whole extends Response {
  readonly #text: string;
  #real: Response | undefined;
  #read = false;

  constructor(text: string, init: ResponseInit) {
    super(null, init);
    this.#text = text;
  }

  override async text(): Promise<string> {
    if (this.#real) return this.#real.text();
    if (this.#read) throw new TypeError('Body is unusable: Body has already been read');
    this.#read = true;
    return this.#text;
  }

  override async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  override get body(): Response['body'] {
    return this.#whole.body;
  }

  override get bodyUsed(): boolean {
    return this.#read || (this.#real?.bodyUsed ?? false);
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.#whole.arrayBuffer();
  }

  override blob(): Promise<Blob> {
    return this.#whole.blob();
  }

  override bytes(): ReturnType<Response['bytes']> {
    return this.#whole.bytes();
  }

  override formData(): ReturnType<Response['formData']> {
    return this.#whole.formData();
  }

  override clone(): Response {
    return this.#whole.clone() as Response;
  }

  get #whole(): Response {
    if (!this.#real) {
      this.#real = new Response(this.#text, { status: this.status, headers: this.headers });
      // Read already: then its body is as spent as the text.
      if (this.#read) void this.#real.text();
    }
    return this.#real;
  }
}
