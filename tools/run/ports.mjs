import { createServer } from 'node:net';

/** Whether nobody listens on a port of this machine. It may be taken a moment later. */
export function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Those ports if all are free, else 0 for each, which means any free one. */
export async function allOrAny(...ports) {
  const free = await Promise.all(ports.map(isFree));
  return free.every(Boolean) ? ports : ports.map(() => 0);
}

/** A port that nobody listens on, for a program that cannot choose one itself. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
