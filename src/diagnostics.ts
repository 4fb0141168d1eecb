import type { FailoverEvent, Listener } from './core/events.ts';

type DiagnosticsChannel = typeof import('node:diagnostics_channel');
type Channel = ReturnType<DiagnosticsChannel['channel']>;

/** Asked for and not imported: not every runtime has it. */
const diagnostics: DiagnosticsChannel | undefined =
  globalThis.process?.getBuiltinModule?.('node:diagnostics_channel');
const channels = new Map<FailoverEvent['type'], Channel>();

/**
 * Tells every event of every client of the process on `node:diagnostics_channel`, where the runtime has it: a channel
 * for each type, such as `llm-understudy:circuit-opened`.
 */
export const publish: Listener = (event) => {
  const channel = channels.get(event.type) ?? channelOf(event.type);
  if (channel?.hasSubscribers) channel.publish(event);
};

function channelOf(type: FailoverEvent['type']): Channel | undefined {
  const channel = diagnostics?.channel(`llm-understudy:${type}`);
  if (channel) channels.set(type, channel);
  return channel;
}
