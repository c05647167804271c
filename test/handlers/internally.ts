import type { Simulator } from '../../local/simulator/index.ts';

/** A request to the simulator in the name of AWS itself. */
export async function internally<T>(
  { url, token }: Pick<Simulator, 'url' | 'token'>,
  service: string,
  operation: string,
  input: object,
  region: string,
): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `${service === 'codeconnections' ? 'CodeConnections_20231201' : 'CodeStar_connections_20191201'}.${operation}`,
      'x-sim-internal': '1',
      'x-sim-region': region,
      'x-sim-token': token,
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
}
