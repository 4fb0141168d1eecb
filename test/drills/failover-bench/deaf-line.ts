import { once } from 'node:events';
import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands before a server, at an address of its own. */
export interface Front {
  url: string;
  close: () => Promise<void>;
}

/** A proxy that never hangs up: all that the server says arrives, but not that it has ended. */
export async function deafLine(url: string): Promise<Front> {
  const { port: behind, pathname } = new URL(url);
  const server = createServer((request, response) => {
    const { method, url: path, headers } = request;
    const onward = ask({ port: behind, host: '127.0.0.1', method, path, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response, { end: false });
    });
    response.once('close', () => onward.destroy());
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://127.0.0.1:${port}${pathname === '/' ? '' : pathname}`, close };
}
