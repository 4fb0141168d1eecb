/** Numbers in ids are padded so that they look alike, and are the same in every run. */
export const id = (prefix: string, serial: number): string =>
  `${prefix}drill${String(serial).padStart(6, '0')}`;

export const headers = (serial: number): Record<string, string> => ({
  'x-request-id': id('req_', serial),
  'openai-organization': 'drill',
  'openai-processing-ms': '12',
  'openai-version': '2020-10-01',
  'x-ratelimit-limit-requests': '10000',
  'x-ratelimit-limit-tokens': '2000000',
  'x-ratelimit-remaining-requests': '9999',
  'x-ratelimit-remaining-tokens': '1999000',
  'x-ratelimit-reset-requests': '6ms',
  'x-ratelimit-reset-tokens': '30ms',
});
