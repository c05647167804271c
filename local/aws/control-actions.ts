import type { ControlAction } from '../simulator/index.ts';
import type { CodeBuild, ProjectDelivery } from './code-build/code-build.ts';
import type { CodePipeline } from './code-pipeline/code-pipeline.ts';
import type { RepositoryEvent } from './code-pipeline/triggers.ts';

/** What a member of a body has to be, and whether a value is that. */
type Check = readonly [what: string, allows: (value: unknown) => boolean];
type Checks = Readonly<Record<string, Check>>;

const TEXT: Check = ['a string', (value) => typeof value === 'string' && value !== ''];
const TEXTS: Check = [
  'a list of strings',
  (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
];
const OBJECT: Check = ['an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value)];
const PULL_REQUEST: Check = [
  'OPEN, UPDATED or CLOSED',
  (value) => typeof value === 'string' && ['OPEN', 'UPDATED', 'CLOSED'].includes(value),
];

const DELIVERY: Checks = {
  project: TEXT,
  event: TEXT,
  payload: OBJECT,
  region: TEXT,
  changedFiles: TEXTS,
  commitMessage: TEXT,
  authorRole: TEXT,
};
const EVENT: Checks = {
  repository: TEXT,
  files: TEXTS,
  branch: TEXT,
  tag: TEXT,
  pullRequest: PULL_REQUEST,
  sourceBranch: TEXT,
};

/** What the control endpoint of the simulator does for the services of the local AWS. */
export function controlActions(codeBuild: CodeBuild, codePipeline: CodePipeline): ControlAction[] {
  return [
    {
      name: 'deliver-webhook',
      members: Object.keys(DELIVERY),
      act: (body) =>
        codeBuild.deliverWebhook(checked<ProjectDelivery>(body, DELIVERY, ['project', 'event', 'payload'])),
    },
    {
      name: 'decide-triggers',
      members: Object.keys(EVENT),
      act: async (body) => {
        const event = checked<RepositoryEvent>(body, EVENT, ['repository', 'files']);
        if (body.branch === undefined && (body.tag === undefined || body.pullRequest !== undefined)) {
          throw new Error(body.pullRequest === undefined ? 'branch or tag is missing' : 'branch is missing');
        }
        return { decisions: await codePipeline.decideTriggers(event) };
      },
    },
  ];
}

/** A body whose members are what they have to be. */
function checked<T>(body: Readonly<Record<string, unknown>>, checks: Checks, required: readonly string[]): T {
  for (const [name, [what, allows]] of Object.entries(checks)) {
    const value = body[name];
    if (value === undefined && required.includes(name)) throw new Error(`${name} is missing`);
    if (value !== undefined && !allows(value)) throw new Error(`${name} must be ${what}, got ${JSON.stringify(value)}`);
  }
  return body as T;
}
