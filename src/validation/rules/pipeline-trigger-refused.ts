import { problemsOfTriggers } from '../pipeline-triggers';
import type { Rule } from '../rule';
import { nameOf } from '../values';

export const pipelineTriggerRefused: Rule = {
  id: 'pipelineTriggerRefused',
  summary: 'The triggers of a pipeline are ones that CodePipeline accepts.',
  fix: 'change the trigger: a filter of pushes has tags, branches, or branches with file paths, one of pull requests has branches, or branches with file paths',
  check: ({ pipelines }) =>
    pipelines.flatMap((resource) => {
      const problems = problemsOfTriggers(resource);
      if (problems.length === 0) return [];
      return [
        { resource, problem: `CodePipeline refuses the pipeline ${nameOf(resource)}: ${problems.join(', and ')}` },
      ];
    }),
};
