import { type Runtime, Session } from 'node:inspector/promises';

/**
 * Every text that can be reached from an object: private fields, and what maps and sets hold, included. Nothing but
 * the inspector sees those.
 */
export async function textsIn(root: object): Promise<string[]> {
  const session = new Session();
  session.connect();
  const texts: string[] = [];
  try {
    (globalThis as { inspected?: object }).inspected = root;
    const { result } = await session.post('Runtime.evaluate', { expression: 'globalThis.inspected' });
    const seen = new Set<string>();
    const queue = [result];
    for (let at = queue.shift(); at; at = queue.shift()) {
      if (at.type === 'string') texts.push(at.value);
      if (at.type !== 'object' || !at.objectId || (await known(session, at, seen))) continue;
      queue.push(...(await partsOf(session, at.objectId, texts)));
    }
  } finally {
    for (const name of ['inspected', 'inspectedIds']) Reflect.deleteProperty(globalThis, name);
    session.disconnect();
  }
  return texts;
}

/** The inspector gives each look at an object a new id; the object itself can be marked. */
async function known(session: Session, at: Runtime.RemoteObject, seen: Set<string>): Promise<boolean> {
  const { result } = await session.post('Runtime.callFunctionOn', {
    objectId: at.objectId as string,
    functionDeclaration: `function () {
      const ids = (globalThis.inspectedIds ??= new WeakMap());
      if (!ids.has(this)) ids.set(this, String(Math.random()));
      return ids.get(this);
    }`,
  });
  if (seen.has(result.value)) return true;
  seen.add(result.value);
  return false;
}

async function partsOf(session: Session, objectId: string, texts: string[]): Promise<Runtime.RemoteObject[]> {
  const found = await session.post('Runtime.getProperties', { objectId, ownProperties: true });
  const { result, internalProperties = [] } = found;
  const { privateProperties = [] } = found as { privateProperties?: { value?: Runtime.RemoteObject }[] };
  for (const { name } of result) texts.push(name);
  const inside = internalProperties.filter(({ name }) => name === '[[Entries]]');
  return [...result, ...inside, ...privateProperties].flatMap(({ value }) => value ?? []);
}
