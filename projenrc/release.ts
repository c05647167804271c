import { type awscdk, github, JsonPatch, release } from 'projen';
import { DEFAULT_GITHUB_ACTIONS_USER } from 'projen/lib/github/constants';

/** Releases are started by hand. The version follows from the commits since the last release. */
export const releaseOptions = {
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  // projen's first release would be 0.0.0.
  nextVersionCommand: `node -p "process.env.VERSION === '0.0.0' ? '0.1.0' : ''"`,
  jsiiReleaseVersion: '0.2.1061', // the version of publib, which publishes
};

/** Adds the tasks and the parts of the workflow that projen does not have. */
export function setUpRelease(project: awscdk.AwsCdkConstructLibrary): void {
  // Like projen's, and with the CHANGELOG and `--dry-run`.
  project.tasks.tryFind('release')?.reset('node scripts/release.mts', { receiveArgs: true });
  project.addTask('release:record', {
    description: 'Commit the results of a release: its section in CHANGELOG.md, and its API as the baseline',
    steps: [
      { exec: 'node scripts/changelog.mts $(cat dist/version.txt)' },
      { spawn: 'compat:baseline' },
      { exec: 'git add CHANGELOG.md local/CHANGELOG.md .compatignore test/api/.baseline' },
      { exec: 'git commit -m "chore(release): v$(cat dist/version.txt)"' },
    ],
  });

  const workflow = project.github?.tryFindWorkflow('release');
  workflow?.addJob('record', {
    name: 'Record the release',
    needs: ['release', 'release_github', 'release_npm_local'],
    if: '!inputs.dry_run',
    runsOn: ['ubuntu-latest'],
    permissions: { contents: github.workflows.JobPermission.WRITE },
    steps: [
      github.WorkflowSteps.checkout(),
      github.WorkflowSteps.setupGitIdentity({ gitIdentity: DEFAULT_GITHUB_ACTIONS_USER }),
      { uses: 'actions/setup-node@v6', with: { 'node-version': '24.x' } },
      github.WorkflowSteps.downloadArtifact({
        with: { artifactIds: [`$\{{ needs.release.outputs.artifact_id }}`], path: 'dist' },
      }),
      { run: 'npm ci' },
      { run: 'npx projen release:record' },
      { run: 'git push' },
    ],
  });
  // As for the library: what it needs of the release is the version, in package.json.
  workflow?.addJob('release_npm_local', {
    name: 'Publish cdk-codeconnections-local to npm',
    needs: ['release'],
    if: "needs.release.outputs.tag_exists != 'true' && needs.release.outputs.latest_commit == github.sha",
    runsOn: ['ubuntu-latest'],
    permissions: { contents: github.workflows.JobPermission.READ, idToken: github.workflows.JobPermission.WRITE },
    steps: [
      { uses: 'actions/setup-node@v6', with: { 'node-version': '24.x' } },
      github.WorkflowSteps.downloadArtifact({
        with: { artifactIds: [`$\{{ needs.release.outputs.artifact_id }}`], path: 'dist' },
      }),
      github.WorkflowSteps.checkout({ with: { path: '.repo' } }),
      { run: 'cd .repo && npm ci' },
      { run: 'tar --strip-components=1 -xzvf dist/js/*.tgz -C .repo' },
      { run: 'cd .repo && npx projen package:local' },
      {
        run: `npx -p publib@${releaseOptions.jsiiReleaseVersion} publib-npm .repo/dist/local`,
        env: {
          NPM_DIST_TAG: 'latest',
          NPM_CONFIG_PROVENANCE: 'true',
          NPM_TRUSTED_PUBLISHER: 'true',
          PUBLIB_DRYRUN: `$\{{ inputs.dry_run }}`,
        },
      },
    ],
  });
  // publib has the registry as its default. Synthesis fails if the step moves.
  workflow?.file?.patch(JsonPatch.remove('/jobs/release_npm/steps/9/env/NPM_REGISTRY'));
}
