/** The port of the simulator: its control endpoint and the pages of its console. */
import { awsRequest } from '../../../local/aws/aws-request';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { rawRequest } from './raw-request';
import { LIST_CONNECTIONS } from './signed-request';

jest.setTimeout(120_000); // the first start makes the Python environment

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
});
afterAll(() => aws.stop());

describe('the simulator', () => {
  const host = () => ['Host', new URL(aws.simulator.url).host] as const;
  const control = (headers: readonly (readonly [string, string])[]) =>
    rawRequest(aws.simulator.url, { method: 'POST', path: '/_simulator/reset', headers: [host(), ...headers] });

  test('is controlled only with the token of this start', async () => {
    expect(await control([])).toMatchObject({ status: 403 });
    expect(await control([['x-sim-token', aws.simulator.secrets.formToken]])).toMatchObject({ status: 403 });
    expect(await control([['x-sim-token', `${aws.simulator.token}x`]])).toMatchObject({ status: 403 });
    const state = { path: '/_simulator/state', headers: [host()] };
    expect(await rawRequest(aws.simulator.url, state)).toMatchObject({ status: 403 });
    expect(await control([['x-sim-token', aws.simulator.token]])).toMatchObject({ status: 200 });
  });

  test('takes no request for one of AWS, or of another account, by its headers', async () => {
    const claims = [
      ['x-sim-internal', '1'],
      ['x-sim-account', '210987654321'],
      ['x-sim-region', 'us-east-1'],
      ['content-type', 'application/x-amz-json-1.0'],
      ['x-amz-target', LIST_CONNECTIONS],
    ] as const;
    const { status, text } = await rawRequest(aws.simulator.url, {
      method: 'POST',
      headers: [host(), ...claims],
      body: '{}',
    });
    expect([status, text]).toEqual([400, expect.stringContaining('MissingAuthenticationToken')]);
  });

  test('shows its token and the seed of the keys in no page and no response', async () => {
    const page = await (await fetch(aws.simulator.url)).text();
    const state = await fetch(`${aws.simulator.url}/_simulator/state`, {
      headers: { 'x-sim-token': aws.simulator.token },
    });
    for (const text of [page, await state.text()]) {
      for (const secret of [aws.simulator.token, aws.simulator.secrets.keySeed]) expect(text).not.toContain(secret);
    }
  });

  test('gives keys of other accounts to a caller with the token', async () => {
    const response = await fetch(`${aws.simulator.url}/_simulator/credentials`, {
      method: 'POST',
      headers: { 'x-sim-token': aws.simulator.token },
      body: JSON.stringify({ account: '210987654321' }),
    });
    const { accessKeyId, secretAccessKey } = (await response.json()) as {
      accessKeyId: string;
      secretAccessKey: string;
    };
    const env = { ...aws.env, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    const parameters = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
    expect(await awsRequest(env, { service: 'sts', parameters })).toContain('<Account>210987654321</Account>');
  });

  test('serves its pages to a link on another page of this machine, and nothing else to that page', async () => {
    const from = (site: string, mode: string, dest: string) =>
      [host(), ['Sec-Fetch-Site', site], ['Sec-Fetch-Mode', mode], ['Sec-Fetch-Dest', dest]] as const;
    const get = async (headers: ReturnType<typeof from>, path = '/', method = 'GET') =>
      (await rawRequest(aws.simulator.url, { method, path, headers })).status;
    expect(await get(from('same-site', 'navigate', 'document'))).toBe(200);
    expect(await get(from('none', 'navigate', 'document'))).toBe(200);
    expect(await get(from('same-site', 'navigate', 'iframe'))).toBe(403);
    expect(await get(from('same-site', 'no-cors', 'image'))).toBe(403);
    expect(await get(from('cross-site', 'navigate', 'document'))).toBe(403);
    expect(await get(from('same-site', 'navigate', 'document'), '/', 'POST')).toBe(403);
    expect(await get(from('same-site', 'navigate', 'document'), '/_simulator/state')).toBe(403);
  });
});
