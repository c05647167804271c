/** The providers whose repositories CodeBuild builds: their name in the API of connections, and in that of CodeBuild. */
export const SERVER_TYPES: Readonly<Record<string, string | undefined>> = {
  Bitbucket: 'BITBUCKET',
  GitHub: 'GITHUB',
  GitHubEnterpriseServer: 'GITHUB_ENTERPRISE',
  GitLab: 'GITLAB',
  GitLabSelfManaged: 'GITLAB_SELF_MANAGED',
};
