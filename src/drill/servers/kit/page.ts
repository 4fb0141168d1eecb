import type { Reply } from './reply.ts';

/** What a reader gets from whoever stands before the vendor: nginx, or a CDN that cannot reach it. */
export function page(status: number): Reply {
  const cdn = status < 500 || status >= 520;
  const title = status < 500 ? 'Just a moment...' : `${status} ${cdn ? 'Web server error' : 'Bad Gateway'}`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=UTF-8',
      ...(cdn ? { server: 'cloudflare', 'cf-ray': '8f00d0000000d111-FRA' } : { server: 'nginx' }),
    },
    stream: false,
    steps: [
      {
        send: `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
      },
    ],
  };
}
