import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import OpenAI from 'openai';
import { clientOf, type Endpoint, type Product } from '../product.ts';

const script = fileURLToPath(
  new URL('../node_modules/@portkey-ai/gateway/build/start-server.js', import.meta.url),
);
const probe = new URL('../cpu-probe.ts', import.meta.url).href;

interface Gateway {
  url: string;
  server: ChildProcess;
}

let gateway: Promise<Gateway> | undefined;

async function started(): Promise<Gateway> {
  const port = await freePort();
  const execArgv = ['--disable-warning=ExperimentalWarning', `--import=${probe}`];
  const server = fork(script, ['--headless', `--port=${port}`], { execArgv, silent: true });
  server.stdout?.resume();
  server.stderr?.resume();
  process.once('exit', () => server.kill());
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries++) {
    if (await isUp(url)) return { url, server };
    await wait(50);
  }
  throw new Error('The gateway did not start');
}

const isUp = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

export const product: Product = {
  name: 'Portkey gateway',
  packages: ['@portkey-ai/gateway', '@hono/node-server'],
  settings:
    '{ strategy: { mode: "fallback" }, targets: [primary, fallback] }; new OpenAI() before it; once: new OpenAI({ maxRetries: 0 })',
  remark:
    'From npm, with @hono/node-server held at 1.14.1: with what npm would choose it cannot stream. A process of its own, whose CPU time is counted in.',
  async open({ primary, fallback }, { tries, timeout }) {
    gateway ??= started();
    const { url } = await gateway;
    const target = ({ baseURL, apiKey, model }: Endpoint) => ({
      provider: 'openai',
      api_key: apiKey,
      custom_host: baseURL,
      override_params: { model },
      ...(timeout && { request_timeout: timeout }),
    });
    const config = { strategy: { mode: 'fallback' }, targets: [target(primary), target(fallback)] };
    const client = new OpenAI({
      apiKey: primary.apiKey,
      baseURL: `${url}/v1`,
      ...(tries === 'once' && { maxRetries: 0 }),
      defaultHeaders: { 'x-portkey-config': JSON.stringify(config) },
    });
    return clientOf(client, primary.model);
  },
  async sidecar() {
    const { server } = (await gateway) as Gateway;
    const answer = once(server, 'message');
    server.send('cpu');
    return (await answer)[0] as number;
  },
};
