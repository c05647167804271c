import type { ControlAction } from '../simulator/index.ts';
import type { CodeBuild, ProjectDelivery } from './code-build/code-build.ts';
import type { CodePipeline } from './code-pipeline/code-pipeline.ts';
import type { RepositoryEvent } from './code-pipeline/triggers.ts';

/** A member of a body, and whether it has the type that it needs. */
type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

const DELIVERY: Readonly<Record<string, Check>> = {
  project: isText,
  event: isText,
  payload: isObject,
  region: isText,
  changedFiles: isTexts,
  commitMessage: isText,
  authorRole: isText,
};
const EVENT: Readonly<Record<string, Check>> = {
  repository: isText,
  files: isTexts,
  branch: isText,
  tag: isText,
  pullRequest: (value) => ['OPEN', 'UPDATED', 'CLOSED'].includes(String(value)),
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
      act: async (body) => ({
        decisions: await codePipeline.decideTriggers(checked<RepositoryEvent>(body, EVENT, ['repository', 'files'])),
      }),
    },
  ];
}

/** A body whose members have the right types. */
function checked<T>(body: Readonly<Record<string, unknown>>, checks: typeof EVENT, required: readonly string[]): T {
  for (const [name, check] of Object.entries(checks)) {
    const value = body[name];
    if (value === undefined ? required.includes(name) : !check(value)) {
      throw new Error(`${name} is missing or has a wrong type, got ${JSON.stringify(value)?.slice(0, 100)}`);
    }
  }
  return body as T;
}
