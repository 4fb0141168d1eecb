/** Google sends no ids, no limits and no Retry-After in its headers: what there is to know is in the body. */
export const headers = (): Record<string, string> => ({
  'content-type': 'application/json; charset=UTF-8',
  vary: 'Origin, X-Origin, Referer',
  server: 'scaffolding on HTTPServer2',
  'server-timing': 'gfet4t7; dur=12',
});

export const id = (serial: number): string => `drill${String(serial).padStart(6, '0')}`;

const escapes: Record<string, string> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON as Google prints it: angle brackets and the two Unicode line ends are escaped. */
export const googleJson = (value: unknown, indent?: number): string =>
  typeof value === 'string'
    ? value
    : JSON.stringify(value, null, indent).replace(/[<>\u2028\u2029]/g, (char) => escapes[char]!);
