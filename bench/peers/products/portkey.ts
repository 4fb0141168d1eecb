import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import OpenAI from 'openai';
import { type Endpoint, type Product, RETRIES, TIMEOUT_MS } from '../product.ts';

const script = fileURLToPath(
  new URL('../node_modules/@portkey-ai/gateway/build/start-server.js', import.meta.url),
);

/** One gateway for all scenarios: it keeps nothing between requests. */
let gateway: Promise<Gateway> | undefined;

interface Gateway {
  url: string;
  server: ChildProcess;
}

async function started(): Promise<Gateway> {
  const port = await freePort();
  const server = spawn(process.execPath, [script, '--headless', `--port=${port}`], { stdio: 'ignore' });
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

const target = ({ baseURL, apiKey, model }: Endpoint) => ({
  provider: 'openai',
  api_key: apiKey,
  custom_host: baseURL,
  override_params: { model },
  retry: { attempts: RETRIES, use_retry_after_header: true },
  request_timeout: TIMEOUT_MS,
});

export const product: Product = {
  name: 'Portkey gateway',
  packages: ['@portkey-ai/gateway', '@hono/node-server'],
  settings:
    '{ strategy: { mode: "fallback" }, targets: [primary, fallback], each with { retry: { attempts: 2, use_retry_after_header: true }, request_timeout: 30_000 } }; new OpenAI({ maxRetries: 0 }) before it',
  remark:
    'From npm, with @hono/node-server held at 1.14.1: with what npm would choose it cannot stream. The npm package also lacks the patch to async-retry that its repository has, without which Retry-After is not waited for (S01).',
  async open({ primary, fallback }) {
    gateway ??= started();
    const { url } = await gateway;
    const config = { strategy: { mode: 'fallback' }, targets: [target(primary), target(fallback)] };
    return new OpenAI({
      apiKey: primary.apiKey,
      baseURL: `${url}/v1`,
      maxRetries: 0,
      logLevel: 'off',
      defaultHeaders: { 'x-portkey-config': JSON.stringify(config) },
    });
  },
  async close() {
    (await gateway)?.server.kill();
  },
};
