import type { Simulator } from '../../../../local/simulator/index.ts';

/** The path of the page of a connection or host. */
export function pathOf(arn = ''): string {
  const [, , service, region, account, resource] = arn.split(':');
  const [type, id] = resource.split('/');
  return `/codesuite/settings/${account}/${region}/${service}/${type}s/${id}`;
}

/** Reads pages of a console, and sends their forms. */
export class ConsolePages {
  private readonly simulator: Simulator;

  constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  /** The header by which a browser answers the question for the token of this start. */
  get owner(): Record<string, string> {
    return { authorization: `Basic ${btoa(`me:${this.simulator.token}`)}` };
  }

  async get(path: string, headers: Record<string, string> = {}) {
    const response = await fetch(this.simulator.url + path, { headers, redirect: 'manual' });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  submit(path: string, fields: Record<string, string> | [string, string][], headers: Record<string, string> = {}) {
    const body = new URLSearchParams(fields);
    if (!body.has('token')) body.set('token', this.simulator.secrets.formToken);
    return fetch(this.simulator.url + path, { method: 'POST', body, redirect: 'manual', headers });
  }
}
