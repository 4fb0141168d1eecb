/** Bytes that travel with a request, as base64, and the media type that they were given. */
export interface Media {
  type: string;
  data: string;
}

const DATA_URL = /^data:([^;,]+)[^,]*;base64,(.+)$/is;

/** What a base64 data: URL holds; undefined where it is none. */
export function mediaIn(url: unknown): Media | undefined {
  const [, type, data] = (typeof url === 'string' && DATA_URL.exec(url)) || [];
  return type && data ? { type: usual(type.trim().toLowerCase()), data } : undefined;
}

/** A name that is in use and registered nowhere. */
function usual(type: string): string {
  return type === 'image/jpg' ? 'image/jpeg' : type;
}

const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

/** The content of a file part: a data: URL, or bare base64 where the name of the file tells what it is. */
export function mediaOf(file: { file_data?: unknown; filename?: unknown } | undefined): Media | undefined {
  const { file_data: data, filename } = file ?? {};
  const type = typeByName(filename);
  return (
    mediaIn(data) ?? (type && typeof data === 'string' && BASE64.test(data) ? { type, data } : undefined)
  );
}

const types: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  heic: 'image/heic',
  heif: 'image/heif',
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
  xml: 'text/xml',
  json: 'application/json',
};

/** The media type that the name of a file, or the path of an address, ends in. */
export function typeByName(name: unknown): string | undefined {
  const [, ending] = (typeof name === 'string' && /\.(\w+)$/.exec(name)) || [];
  return types[ending?.toLowerCase() ?? ''];
}

/** Types whose content is text to read, whatever they are called. */
export function isText(type: string): boolean {
  return /^text\/|^application\/(.*\+)?(json|xml|yaml|javascript)$/.test(type);
}
