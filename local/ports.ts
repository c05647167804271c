import { once } from 'node:events';
import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/** A port on loopback that nothing listens on. */
export async function freePort(): Promise<number> {
  return listenAndClose(0);
}

/** Throws when a port is taken, and says how to choose another. */
export async function requireFreePort(port: number, what: string, option: string): Promise<void> {
  await listenAndClose(port).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
    throw new Error(
      `${what} cannot have port ${port} of ${HOST}: ${reason}. Stop that program, or choose another port with ${option}`,
    );
  });
}

async function listenAndClose(port: number): Promise<number> {
  const server = createServer().listen({ host: HOST, port, exclusive: true });
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error(`no port on ${HOST}`);
  return address.port;
}
