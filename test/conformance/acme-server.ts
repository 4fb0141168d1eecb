import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { ConformanceVendor, VendorKind, VendorTurn } from '../../src/drill/index.ts';

/** Acme is nobody's: an answer is an object, and a stream is a line of JSON for each piece. */
interface Line {
  text?: string;
  end?: string;
  tokens?: { in: number; out: number };
  error?: string;
}

const ends = { stop: 'done', length: 'limit', tool_calls: 'tool', content_filter: 'filtered' };

const errors: Record<VendorKind, [status: number, type: string]> = {
  transient: [500, 'broken'],
  overloaded: [503, 'busy'],
  'rate-limit': [429, 'too_fast'],
  quota: [402, 'no_credit'],
  auth: [401, 'bad_key'],
  permission: [403, 'forbidden'],
  'model-not-found': [404, 'no_such_model'],
  'context-length': [413, 'too_long'],
  'content-filter': [422, 'filtered'],
  'invalid-request': [400, 'bad_request'],
};

type Answering = Exclude<VendorTurn, { does: 'refuse' | 'silence' }>;

const whole = ({ answer: { text, finish, usage } }: Answering): Line => ({
  text: text.join(''),
  end: ends[finish],
  tokens: { in: usage.input, out: usage.output },
});

/** Acme on this machine, as the author of a provider would write it for the kit. */
export async function startAcme(): Promise<ConformanceVendor & { url: string }> {
  let turn: VendorTurn = { does: 'silence' };
  let open = 0;
  const requests: string[] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    open++;
    response.on('close', () => open--).on('error', () => {});
    const body = await text(request);
    requests.push(body);
    await perform(turn, JSON.parse(body).stream, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    play: (next) => {
      turn = next;
    },
    requests,
    open: () => open,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function perform(turn: VendorTurn, stream: boolean, response: ServerResponse): Promise<void> {
  if (turn.does === 'silence') return;
  if (turn.does === 'refuse') return refuse(turn, response);
  const lines = stream ? linesOf(turn) : [JSON.stringify(plainOf(turn))];
  const body = lines.map((line) => `${line}\n`);
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'acme-request': 'ac-1' }).flushHeaders();
  const write = (part: string | Uint8Array) =>
    new Promise((done) => (response.destroyed ? done(null) : response.write(part, done)));
  if (turn.does === 'dribble') {
    const bytes = Buffer.from(body.join(''));
    for (let at = 0; at < bytes.length; at += 3) {
      await write(bytes.subarray(at, at + 3));
      // Or what is written meanwhile would be read as one piece.
      await turnOfTheLoop();
    }
  } else {
    const half = turn.does === 'cut' && !stream && body[0]!.slice(0, body[0]!.length / 2);
    for (const line of half ? [half] : body) await write(line);
  }
  if (turn.does === 'cut') response.destroy();
  else if (turn.does !== 'stall') response.end();
}

function refuse(
  { kind, retryAfterMs }: Extract<VendorTurn, { does: 'refuse' }>,
  response: ServerResponse,
): void {
  const [status, type] = errors[kind];
  if (retryAfterMs) response.setHeader('retry-after', retryAfterMs / 1_000);
  response.writeHead(status).end(JSON.stringify({ error: { type, message: `Acme says ${type}` } }));
}

function plainOf(turn: Answering): Line {
  const { end, ...cut } = whole(turn);
  if (turn.does === 'break') return { error: 'It broke' };
  return turn.does === 'end' || end === undefined ? cut : { ...cut, end };
}

function linesOf(turn: Answering): string[] {
  const { text, end, tokens } = whole(turn);
  const pieces: Line[] = turn.answer.text.map((piece) => ({ text: piece }));
  const { after } = { after: pieces.length, ...turn };
  const last: Line[] = { break: [{ error: 'It broke' }], cut: [], end: [], stall: [] }[
    turn.does as 'cut'
  ] ?? [{ end: end as string, tokens: tokens as { in: number; out: number } }];
  return [...(text ? pieces.slice(0, after) : []), ...last].map((line) => JSON.stringify(line));
}
