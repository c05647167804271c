/** What is the same for all deployments of one run. */
export interface Settings {
  /** A connection that is AVAILABLE. It is used, and stays as it is. */
  readonly connectionArn: string;
  readonly connectionName: string;
  /** A repository that the connection reaches, and that is not linked yet. */
  readonly owner: string;
  readonly repository: string;
  readonly branch: string;
  /** What names of stacks begin with. */
  readonly prefix: string;
  /** What names end in: it tells one run from all others. */
  readonly suffix: string;
}

/** The stacks, by what they are made for. */
export type StackName = 'git-sync' | 'connection' | 'host';

/** How a stack is made up: each step of a scenario deploys one of them. */
export type Variant = 'defaults' | 'explicit' | 'failing' | 'pending' | 'renamed' | 'syncs' | 'synced';

/** The name of a host. Its id begins with 10 characters of it, which must be the same in each run, as reports are compared. */
export const hostNameOf = ({ suffix }: Pick<Settings, 'suffix'>): string => `cc-test-host-${suffix}`;

/** The branch that a run has for itself. */
export const branchOf = ({ prefix, suffix }: Settings): string => `${prefix}-${suffix}`;

/** The tag of all that a run makes; its value is the suffix. */
export const TAG = 'cdk-codeconnections:test';

/** The name of a stack. */
export function nameOf({ prefix, suffix }: Settings, what: StackName | 'synced' | 'capitals'): string {
  return `${prefix}-${what}-${suffix}`;
}
