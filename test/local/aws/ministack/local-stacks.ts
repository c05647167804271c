import { useLocalAws } from '../../../../local/testing/jest';
import { Stacks } from './stacks';

/** A local AWS for the tests of a file, its stacks, and names that are new with each test. */
export function useStacks() {
  const aws = useLocalAws();
  let count = 0;
  beforeEach(() => {
    count += 1;
  });
  return { aws, stacks: new Stacks(aws), numbered: (name: string) => `${name}-${count}` };
}
