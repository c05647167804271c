import { type awscdk, github } from 'projen';

const TITLE = "AWS's model of the service has changed";

/** Opens an issue with the differences, or brings the one that is open up to date. */
const TELL = [
  `number=$(gh issue list --state open --search "in:title \\"${TITLE}\\"" --json number --jq '.[0].number // empty')`,
  'if [ -n "$number" ]; then gh issue edit "$number" --body-file model-drift.md',
  `else gh issue create --title "${TITLE}" --body-file model-drift.md; fi`,
].join('\n');

/** Adds the workflow that looks for a newer model of the service once a week. */
export function setUpModelDrift(project: awscdk.AwsCdkConstructLibrary): void {
  const workflow = project.github?.addWorkflow('model-drift');
  workflow?.on({ schedule: [{ cron: '0 6 * * 1' }], workflowDispatch: {} });
  workflow?.addJob('compare', {
    name: 'Compare the model with the newest botocore',
    runsOn: ['ubuntu-latest'],
    permissions: { contents: github.workflows.JobPermission.READ, issues: github.workflows.JobPermission.WRITE },
    steps: [
      github.WorkflowSteps.checkout(),
      { uses: 'actions/setup-node@v6', with: { 'node-version': '24.x' } },
      { run: 'node scripts/model-drift.mts --report model-drift.md' },
      { if: "hashFiles('model-drift.md') != ''", run: TELL, env: { GH_TOKEN: `$\{{ github.token }}` } },
    ],
  });
}
