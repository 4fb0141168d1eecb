import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** A connection of this process to itself, by the port of its client's side. */
interface Line {
  client?: Socket;
  server?: Socket;
}

/**
 * Watches the process's connections to itself. Both ends are in sight, so it is known and not guessed whether
 * something is still under way between them: bytes that were written and not read, or an end that was not noticed.
 */
export class Loopback {
  readonly #lines = new Map<number, Line>();
  readonly #connecting = new Set<Socket>();

  readonly #called = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    this.#connecting.add(socket);
    socket.once('close', () => this.#connecting.delete(socket));
    socket.once('connect', () => {
      this.#connecting.delete(socket);
      this.#line(socket.localPort).client = socket;
    });
  };

  readonly #accepted = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    this.#line(socket.remotePort).server = socket;
  };

  watch(): void {
    subscribe('net.client.socket', this.#called);
    subscribe('net.server.socket', this.#accepted);
  }

  leave(): void {
    unsubscribe('net.client.socket', this.#called);
    unsubscribe('net.server.socket', this.#accepted);
  }

  /** Nothing is on its way. */
  get quiet(): boolean {
    for (const [port, line] of this.#lines) if (isGone(line)) this.#lines.delete(port);
    return this.#connecting.size === 0 && [...this.#lines.values()].every(isQuiet);
  }

  #line(port = 0): Line {
    const line = this.#lines.get(port) ?? {};
    this.#lines.set(port, line);
    return line;
  }
}

const isGone = ({ client, server }: Line): boolean =>
  (client?.destroyed ?? true) && (server?.destroyed ?? true);

const isQuiet = ({ client, server }: Line): boolean =>
  client !== undefined &&
  server !== undefined &&
  client.destroyed === server.destroyed &&
  client.bytesWritten === server.bytesRead &&
  server.bytesWritten === client.bytesRead;
