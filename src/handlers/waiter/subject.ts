/** The state of the connection or host. */
export interface Observation {
  readonly name: string;
  readonly status: string;
  readonly state: 'available' | 'pending' | 'failed';
  /** Why it failed, when the service says so. */
  readonly reason?: string;
}

/** A connection or host that a person has to complete in the console. */
export interface Waiter<A extends string> {
  readonly kind: 'connection' | 'host';
  readonly arn: string;
  /** What to do on the page of the console. It completes a sentence. */
  readonly instruction: string;
  readonly observe: (options?: { readonly retryDenied: boolean }) => Promise<Observation>;
  readonly attributes: (status: string) => Readonly<Record<A, string>>;
}
