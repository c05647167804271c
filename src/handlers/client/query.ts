import { callAws, type Target } from './aws';
import type { Runtime } from './runtime';

/** An API that takes forms and returns XML. */
export interface QueryApi extends Target {
  readonly version: string;
}

/** Calls an operation of a query API, and returns its XML. */
export function callQuery(
  { version, ...target }: QueryApi,
  operation: string,
  parameters: Readonly<Record<string, string>>,
  runtime: Runtime,
  call = callAws,
): Promise<string> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams({ Action: operation, Version: version, ...parameters }).toString();
  return call(runtime, { ...target, operation, headers, body }, (xml) => {
    if (!xml.includes(`<${operation}Response`)) throw new Error('unexpected response');
    return xml;
  });
}
