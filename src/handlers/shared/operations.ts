/** The operations of CodeConnections that handlers call, with the members of their inputs and outputs that they use. */
export interface Operations {
  readonly GetConnection: {
    readonly input: { readonly ConnectionArn: string };
    readonly output: { readonly Connection?: Connection };
  };
  readonly GetHost: {
    readonly input: { readonly HostArn: string };
    readonly output: { readonly Name?: string; readonly Status?: string };
  };
  readonly ListHosts: {
    readonly input: { readonly MaxResults?: number; readonly NextToken?: string };
    readonly output: { readonly Hosts?: Host[]; readonly NextToken?: string };
  };
}

export type Operation = keyof Operations;

export interface Connection {
  readonly ConnectionName?: string;
  readonly ConnectionStatus?: string;
}

export interface Host {
  readonly HostArn?: string;
  readonly StatusMessage?: string;
}
