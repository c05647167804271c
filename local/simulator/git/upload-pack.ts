import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { deflateSync } from 'node:zlib';
import type { Branch } from '../state.ts';
import { objectsOf } from './objects.ts';

/** What a client sends to Git, and in which version of the protocol. */
export interface Exchange {
  /** Absent when the client asks for the branches. */
  readonly request?: Buffer;
  readonly protocol?: string;
}

const TIMEOUT = 30_000;

/**
 * The response of Git itself about a repository, which exists as files only meanwhile. No name that a client has given is
 * part of a path of these files, or an argument of Git.
 *
 * @throws when Git is not installed, or refuses the request
 */
export async function uploadPack(branches: ReadonlyMap<string, Branch>, exchange: Exchange): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'cdk-codeconnections-git-'));
  try {
    await writeRepository(folder, branches);
    return await run(folder, exchange);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeRepository(folder: string, branches: ReadonlyMap<string, Branch>): Promise<void> {
  const objects = objectsOf([...branches.values()].map(({ commit }) => commit));
  const write = (path: string, content: string | Buffer) => writeFile(join(folder, path), content);
  await mkdir(join(folder, 'refs'));
  for (const start of new Set([...objects.keys()].map((id) => id.slice(0, 2)))) {
    await mkdir(join(folder, 'objects', start), { recursive: true });
  }
  await Promise.all(
    [...objects.values()].map(({ id, content }) =>
      write(`objects/${id.slice(0, 2)}/${id.slice(2)}`, deflateSync(content)),
    ),
  );
  const heads = [...branches].map(([name, { commit }]) => `${commit.id} refs/heads/${name}\n`);
  await write('packed-refs', heads.join(''));
  const [first] = branches.keys();
  await write('HEAD', `ref: refs/heads/${branches.has('main') ? 'main' : first}\n`);
  await write('config', '[core]\n\trepositoryformatversion = 0\n\tbare = true\n');
}

/** Runs Git without the configuration of the machine and of the person. */
async function run(folder: string, { request, protocol }: Exchange): Promise<Buffer> {
  const git = spawn('git', ['upload-pack', '--stateless-rpc', ...(request ? [] : ['--advertise-refs']), folder], {
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
      ...(protocol !== undefined && { GIT_PROTOCOL: protocol }),
    },
    signal: AbortSignal.timeout(TIMEOUT),
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    git.once('error', ({ name, message }) => {
      const problem = name === 'AbortError' ? `took more than ${TIMEOUT / 1000} s` : `cannot be run: ${message}`;
      reject(new Error(`git, which serves repositories, ${problem}`));
    });
    git.once('close', resolve);
  });
  git.stdin.on('error', () => undefined); // Git says itself what it does not read.
  git.stdin.end(request);
  const [code, response, reason] = await Promise.all([ended, buffer(git.stdout), buffer(git.stderr)]);
  if (code !== 0) throw new Error(`git has refused the request: ${reason.toString().trim()}`);
  return response;
}
