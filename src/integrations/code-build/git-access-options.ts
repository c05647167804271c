/** Options of the access of builds to repositories of a connection. */
export interface ConnectionGitAccessOptions {
  /**
   * The repositories, each as `owner/name`, at least one. On GitLab the owner may be a subgroup: `group/subgroup/name`.
   *
   * Builds may read these, and no others.
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
