import type { Step } from './reply.ts';

type Shape = { size: number; crlf?: boolean; comments?: boolean; pauses?: boolean };

/** The same stream in awkward pieces: legal by the SSE specification, hard on careless readers. */
export function inPieces(steps: Step[], { size, crlf, comments, pauses }: Shape): Step[] {
  const events = steps.flatMap((step) => ('send' in step ? [String(step.send)] : []));
  const noted = comments ? events.map((event) => `: drill\n\n${event}`) : events;
  const bytes = new TextEncoder().encode(withLineEnds(noted.join(''), crlf));
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => ({
    send: bytes.subarray(index * size, (index + 1) * size),
  }));
  // Without a turn between them the network puts the pieces together again.
  return pauses ? pieces.flatMap((piece) => [piece, { wait: 0 }]) : pieces;
}

/** Undefined keeps the vendor's own: Google ends its lines with CRLF, the others with LF. */
function withLineEnds(text: string, crlf: boolean | undefined): string {
  return crlf === undefined ? text : text.replace(/\r?\n/g, crlf ? '\r\n' : '\n');
}
