/** The stack that a sync configuration keeps in sync, and in whose name that is done. */
export interface SyncedStack {
  readonly stackName: string;
  readonly region: string;
  /** The role that Git sync assumes. */
  readonly roleArn: string;
  /** The connection on whose behalf it does. */
  readonly connectionArn: string;
}

/** What a commit says of a stack. */
export interface StackContent {
  /** The template as it is in the repository. */
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Brings stacks to commits. The simulator knows no stacks: without a deployer, every commit that is well-formed succeeds.
 */
export interface StackDeployer {
  /** What was changed by hand, by the logical id of each resource; empty if nothing was, or it cannot be determined. */
  driftOf(stack: SyncedStack): Promise<Readonly<Record<string, string>>>;
  /**
   * Ends when the stack is as the commit says. Throws with the reason when it cannot be.
   *
   * @param note receives each step, and the ARN that it is about
   */
  deploy(stack: SyncedStack, content: StackContent, note: (event: string, arn?: string) => void): Promise<void>;
}
