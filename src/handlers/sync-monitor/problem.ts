import type { ProblemDetail, ProblemKind } from './contract';

/**
 * A stack that is behind, and a connection or host that waits for a person, is remembered like a problem, but not
 * announced.
 */
export type Kind = ProblemKind | 'STACK_BEHIND' | 'PENDING';

/** The members of an event that say what a problem is about. */
type Subject = Pick<
  ProblemDetail,
  | 'stackName'
  | 'repository'
  | 'branch'
  | 'commit'
  | 'connectionArn'
  | 'hostArn'
  | 'operation'
  | 'blockerId'
  | 'blockerContexts'
>;

/** Something that is wrong. Times are in milliseconds. */
export interface Problem extends Subject {
  /** The same in each poll: the scope, the kind, and a discriminator if a scope can have several of the kind. */
  readonly id: string;
  /** What the problem is about, which is also the unit that is read and judged. */
  readonly scope: string;
  readonly kind: Kind;
  readonly since: number;
  readonly reason: string;
}

/** A family and a name. The first space ends the family. */
export const scopes = {
  stack: (name: string) => `stack ${name}`,
  branch: (linkId: string, branch: string) => `branch ${linkId}/${branch}`,
  connection: (arn: string) => `connection ${arn}`,
  host: (arn: string) => `host ${arn}`,
  operation: (name: string) => `operation ${name}`,
};

export const familyOf = (scope: string): string => scope.slice(0, scope.indexOf(' '));

/** The state of an account in which everything is wrong fits into one item of the table with these bounds. */
export const MAX_REASON_CHARACTERS = 300;
export const MAX_CONTEXTS = 20;

/** Whether people and the event buses hear of it. */
export const isAnnounceable = ({ kind }: Problem): boolean => !/^(STACK_BEHIND|PENDING)$/.test(kind);
