import { gunzipSync } from 'node:zlib';
import { decoded } from '../decoded.ts';
import type { ApiResponse } from '../protocols/index.ts';
import { partitionOf } from '../regions.ts';
import { isOfLocalAws, named, single } from '../request.ts';
import type { ReceivedRequest } from '../signature.ts';
import type { Service } from '../simulator.ts';
import type { Branch, Connection } from '../state.ts';
import { accountOfLogin } from './credentials.ts';
import { uploadPack } from './upload-pack.ts';

const SERVICE_PREFIXES = ['codeconnections', 'codestar-connections'];
const ADDRESS =
  /^(\/git-http\/(\d{12})\/([a-z0-9-]+)\/([^/]+)\/(.+?)(\.git)?)\/(info\/refs|git-upload-pack|git-receive-pack)$/;
const LARGEST_REQUEST = 16 * 1024 * 1024;
const READ = 'git-upload-pack';
const WRITE = 'git-receive-pack';

/** A repository of a connection, as a Git client names it, and what it wants. */
interface GitRequest {
  /** What the client signs. */
  readonly path: string;
  readonly account: string;
  readonly region: string;
  readonly connectionId: string;
  readonly repository: string;
  readonly isRead: boolean;
  readonly isAdvertisement: boolean;
}

/** A request that is refused. Git shows the message if it is plain text. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Where Git clients ask. */
export const GIT = '/git-http/';

/** Serves the repositories that were pushed, over connections, for reading: Git over HTTPS, though without the S. */
export async function gitResponse(service: Service, request: ReceivedRequest): Promise<ApiResponse> {
  try {
    const wanted = parsed(request);
    const account = await callerOf(service, request, wanted);
    const branches = branchesFor(service, wanted, account);
    return await served(branches, wanted, request);
  } catch (error) {
    const status = error instanceof Refusal ? error.status : 500;
    const headers: Record<string, string> = { 'content-type': 'text/plain; charset=utf-8' };
    if (status === 401) headers['www-authenticate'] = 'Basic realm="codeconnections"';
    return { status, headers, body: `${error instanceof Error ? error.message : error}\n` };
  }
}

function parsed({ method, path: encoded, query }: ReceivedRequest): GitRequest {
  const [, path, account, region, connectionId, repository, , what] = ADDRESS.exec(decoded(encoded)) ?? [];
  if (path === undefined) {
    throw new Refusal(404, 'the address is /git-http/<account>/<region>/<connection id>/<owner>/<name>.git');
  }
  const isAdvertisement = what === 'info/refs';
  if (method !== (isAdvertisement ? 'GET' : 'POST')) throw new Refusal(405, `${method} is no request of Git`);
  const wanted = isAdvertisement ? query.get('service') : what;
  if (wanted !== READ && wanted !== WRITE) throw new Refusal(403, 'only the smart protocol of Git is served');
  return { path, account, region, connectionId, repository, isRead: wanted === READ, isAdvertisement };
}

/** The account that asks. The local AWS has checked already who calls it. */
async function callerOf({ secrets }: Service, { headers }: ReceivedRequest, wanted: GitRequest): Promise<string> {
  if (isOfLocalAws(headers, secrets)) return named(headers).account;
  const { authorization, host = '' } = headers;
  if (authorization === undefined) throw new Refusal(401, 'sign in with AWS credentials');
  const hostname = host.replace(/:\d+$/, '');
  const account = await accountOfLogin(authorization, { ...wanted, hostname }, secrets);
  if (account !== undefined) return account;
  throw new Refusal(
    401,
    "the user name and the password are not those of the AWS CLI's credential helper with keys of this start of the simulator, " +
      `for ${wanted.path} and ${wanted.region}`,
  );
}

/** The branches of the repository, if the caller may have them. */
function branchesFor({ world }: Service, wanted: GitRequest, caller: string): ReadonlyMap<string, Branch> {
  if (world.settings.outage) throw new Refusal(500, 'The service has an outage');
  if (!wanted.isRead)
    throw new Refusal(
      403,
      'the simulator serves repositories for reading only: push to it by its console or its control',
    );
  world.clock.catchUp();
  const { account, region, connectionId, repository } = wanted;
  if (account !== caller) throw new Refusal(403, `account ${caller} may not use connections of account ${account}`);
  const arns = SERVICE_PREFIXES.map(
    (prefix) => `arn:${partitionOf(region)}:${prefix}:${region}:${account}:connection/${connectionId}`,
  );
  const connection = arns
    .map((arn) => world.accounts.get(account)?.connections.get(arn))
    .find((each): each is Connection => each !== undefined && each.visibleAt <= world.clock.now());
  if (!connection) throw new Refusal(404, `there is no connection ${arns[0]}`);
  if (connection.status !== 'AVAILABLE') {
    throw new Refusal(403, `connection ${connection.arn} is ${connection.status}, and has to be AVAILABLE`);
  }
  const branches = world.repositories.get(repository);
  if (branches === undefined || branches.size === 0) {
    throw new Refusal(404, `nothing was pushed to the repository ${repository} yet`);
  }
  return branches;
}

async function served(
  branches: ReadonlyMap<string, Branch>,
  { isAdvertisement }: GitRequest,
  { headers, body }: ReceivedRequest,
): Promise<ApiResponse> {
  const version = single(headers['git-protocol']);
  const protocol = version !== undefined && /^version=[12]$/.test(version) ? version : undefined;
  const request = isAdvertisement ? undefined : decompressed(headers['content-encoding'], body);
  const response = await uploadPack(branches, { request, protocol });
  // Before version 2, the list of branches begins with the name of what responds.
  const announced = isAdvertisement && protocol !== 'version=2' ? [Buffer.from(`001e# service=${READ}\n0000`)] : [];
  return {
    status: 200,
    headers: {
      'content-type': `application/x-${READ}-${isAdvertisement ? 'advertisement' : 'result'}`,
      'cache-control': 'no-cache',
    },
    body: Buffer.concat([...announced, response]),
  };
}

/** Git compresses what it sends if it is long. */
function decompressed(encoding: string | undefined, body: Buffer): Buffer {
  if (encoding === undefined) return body;
  try {
    return gunzipSync(body, { maxOutputLength: LARGEST_REQUEST });
  } catch (error) {
    throw new Refusal(400, `the body is not compressed as its header says: ${error}`);
  }
}
