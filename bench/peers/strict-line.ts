import { once } from 'node:events';
import { request as ask, createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a vendor says who takes no prefill. */
const REFUSAL = JSON.stringify({
  error: {
    message:
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    type: 'invalid_request_error',
    param: 'messages',
    code: null,
  },
});

/** A way to a server that answers a conversation which ends in an assistant turn with a 400. */
export async function strictLine(url: string): Promise<{ url: string; server: Server }> {
  const { port: behind, pathname } = new URL(url);
  const server = createServer(async (request, response) => {
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return;
    if (endsInAssistant(body)) {
      response.writeHead(400, { 'content-type': 'application/json' }).end(REFUSAL);
      return;
    }
    const { method, url: path, headers } = request;
    const onward = ask({ port: behind, host: '127.0.0.1', method, path, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    response.once('close', () => onward.destroy());
    onward.on('error', () => response.destroy());
    onward.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}${pathname}`, server };
}

function endsInAssistant(body: string): boolean {
  const { messages }: { messages?: { role: string }[] } = JSON.parse(body);
  return messages?.at(-1)?.role === 'assistant';
}
