import { once } from 'node:events';
import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/** Throws if a port of loopback is taken, with the option that chooses another. Port 0 is any free one. */
export async function requireFreePort(port: number, what: string, option: string): Promise<void> {
  const server = createServer().listen({ host: HOST, port, exclusive: true });
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
    throw new Error(
      `${what} cannot have port ${port} of ${HOST}: ${reason}. Stop that program, or choose another port with ${option}`,
    );
  });
  server.close();
  await once(server, 'close');
}
