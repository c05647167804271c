import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';

/** Properties of a `ConnectionGitAccess`. */
export interface ConnectionGitAccessProps {
  /** The connection: an L2, an L1 or an import. With an `AvailableConnection`, the project is created after the handshake. */
  readonly connection: IConnectionRef;

  /**
   * The repositories that builds read, each as `owner/name`, at least one. On GitLab the owner may be a subgroup:
   * `group/subgroup/name`.
   */
  readonly repositories: string[];

  /**
   * The URL of the provider, for example `https://git.example.com`, as in the addresses of its repositories.
   *
   * It is required if the provider is one that customers install themselves and the app creates neither its host nor
   * its connection, and if the provider is unknown.
   *
   * @default - the URL of the provider, or of its host
   */
  readonly providerUrl?: string;
}
