import { execFile } from 'node:child_process';
import { createHmac, hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { pythonEnvironment } from '../../../local/aws/python-environment.ts';

const run = promisify(execFile);

/** Keys, as the simulator or STS gives them. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface GitResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Git as a build or a person runs it: with nothing of this machine's configuration, in a folder of its own. */
export class Git {
  readonly folder = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-git-test-'));

  /** @param env what is set besides */
  constructor(private readonly env: Readonly<Record<string, string | undefined>> = {}) {}

  async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<GitResult> {
    const options = {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH,
        HOME: this.folder,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: devNull,
        GIT_TERMINAL_PROMPT: '0',
        GIT_ALLOW_PROTOCOL: 'file:http:https:ssh',
        ...this.env,
        ...env,
      },
    };
    return run('git', args, options).then(
      ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
      ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
    );
  }

  /** The first line of the output of a command that has to succeed. */
  async line(...args: string[]): Promise<string> {
    const { code, out, err } = await this.run(args);
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    return out.trim().split('\n')[0];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Configuration that Git reads from its environment. */
export const configured = (...entries: [key: string, value: string][]): Record<string, string> => ({
  GIT_CONFIG_COUNT: String(entries.length),
  ...Object.fromEntries(
    entries.flatMap(([key, value], i) => [
      [`GIT_CONFIG_KEY_${i}`, key],
      [`GIT_CONFIG_VALUE_${i}`, value],
    ]),
  ),
});

/** What the credential helper of the AWS CLI signs, signed here: starting the AWS CLI takes most of a second. */
export function loginFor(
  address: string,
  { accessKeyId, secretAccessKey, sessionToken }: Keys,
  region: string,
  at = new Date(),
) {
  const { hostname, pathname } = new URL(address);
  const time = at.toISOString().replace(/[-:]|\..*$/g, '');
  const date = time.slice(0, 8);
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = [date, region, 'codecommit', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const canonical = hash('sha256', `GIT\n${decodeURIComponent(pathname)}\n\nhost:${hostname}\n\nhost\n`, 'hex');
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${date}/${region}/codecommit/aws4_request\n${canonical}`;
  const user = sessionToken === undefined ? accessKeyId : `${accessKeyId}%${sessionToken}`;
  return { user, password: `${time}Z${hmac(key, toSign).toString('hex')}` };
}

/** The configuration by which Git sends a login with each request. */
export const withLogin = ({ user, password }: ReturnType<typeof loginFor>): Record<string, string> =>
  configured(['http.extraHeader', `Authorization: Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`]);

/** The environment in which `aws` is the AWS CLI from PyPI, with these keys and nothing else. */
export async function awsCli({ accessKeyId, secretAccessKey, sessionToken }: Keys): Promise<Record<string, string>> {
  const python = await pythonEnvironment({
    folder: join(__dirname, '.venv'),
    requirements: join(__dirname, 'aws-cli-requirements.txt'),
    modules: ['awscli', 'botocore'],
    log: (message) => process.stderr.write(`${message}\n`),
  });
  return {
    PATH: `${dirname(python)}:${process.env.PATH}`,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** The address of a repository with the host of the simulator: a name that contains that of AWS, and is this machine. */
export function localAddress(address: string, endpoint: string): string {
  const { hostname, pathname } = new URL(address);
  return `http://${hostname}.localhost:${new URL(endpoint).port}${pathname}`;
}
