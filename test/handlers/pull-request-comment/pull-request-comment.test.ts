import { PULL_REQUEST_COMMENT } from '../../../src/handlers/pull-request-comment/contract';
import { SyncedStack } from '../git-sync';
import { CloudFormationResource } from '../rig/cloudformation-resource';
import { CustomResourceRig } from '../rig/custom-resource-rig';
import { useRig } from '../rig/rig';

jest.setTimeout(60_000);

const rig = useRig(new CustomResourceRig());

const newComment = () => new CloudFormationResource(rig, PULL_REQUEST_COMMENT.resourceType);
const propertiesOf = (
  stack: SyncedStack,
  PullRequestComment = 'ENABLED',
  SyncConfiguration: object = { Branch: 'main' },
) => ({
  ...stack.properties,
  PullRequestComment,
  SyncConfiguration,
});

describe('the pull request comment', () => {
  test.each(['ENABLED', 'DISABLED'])('is set to %s', async (value) => {
    const stack = await SyncedStack.create(rig, 'prod', 'eu-west-1');
    expect((await newComment().create(propertiesOf(stack, value))).Status).toBe('SUCCESS');
    expect((await stack.pullRequestComment()) ?? 'DISABLED').toBe(value);
    expect(rig.seconds).toBe(0);
    expect(new Set(rig.calls.map(({ region }) => region))).toEqual(new Set(['eu-west-1', 'us-east-1'])); // itself
  });

  test('is set again after CloudFormation has changed the sync configuration', async () => {
    const stack = await SyncedStack.create(rig);
    const comment = newComment();
    await comment.create(propertiesOf(stack));
    await stack.update({ PullRequestComment: 'DISABLED' });
    const response = await comment.update(propertiesOf(stack, 'ENABLED', { Branch: 'next' }));
    expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: comment.physicalId });
    expect(await stack.pullRequestComment()).toBe('ENABLED');
  });

  test('is not updated if it has the value already', async () => {
    const stack = await SyncedStack.create(rig, 'prod', 'us-east-1', { PullRequestComment: 'ENABLED' });
    const comment = newComment();
    await comment.create(propertiesOf(stack));
    await comment.update(propertiesOf(stack, 'ENABLED', { Branch: 'next' }));
    expect(stack.changes()).toEqual([]);
  });

  test('changes with the prop, and back in a rollback', async () => {
    const stack = await SyncedStack.create(rig);
    const comment = newComment();
    await comment.create(propertiesOf(stack));
    await comment.updateInVain(propertiesOf(stack, 'DISABLED'));
    expect(await stack.pullRequestComment()).toBe('ENABLED');
    await comment.update(propertiesOf(stack, 'DISABLED'));
    expect(await stack.pullRequestComment()).toBe('DISABLED');
  });

  test.each([
    ['ENABLED', 'DISABLED'],
    ['DISABLED', 'ENABLED'],
  ])('is %s again after the removal if it was so before', async (before, value) => {
    const stack = await SyncedStack.create(rig, 'prod', 'us-east-1', { PullRequestComment: before });
    const comment = newComment();
    await comment.create(propertiesOf(stack, value));
    await comment.update(propertiesOf(stack, value, { Branch: 'next' }));
    await comment.delete();
    expect(await stack.pullRequestComment()).toBe(before);
  });

  test('is off after the removal if the service reported no value before', async () => {
    const stack = await SyncedStack.create(rig);
    const comment = newComment();
    await comment.create(propertiesOf(stack));
    await comment.delete();
    expect(await stack.pullRequestComment()).toBe('DISABLED');
  });

  test('waits for the end of a sync, during which the sync configuration cannot be changed', async () => {
    const stack = await SyncedStack.create(rig);
    rig.simulator.configure({ syncDelay: 60_000 });
    stack.push();
    rig.simulator.advance(150_000);
    expect((await newComment().create(propertiesOf(stack))).Status).toBe('SUCCESS');
    expect(rig.seconds).toBeGreaterThan(80);
    expect(await stack.pullRequestComment()).toBe('ENABLED');
  });

  test('fails after ten minutes of a sync', async () => {
    const stack = await SyncedStack.create(rig);
    stack.push();
    rig.simulator.advance(500);
    rig.simulator.configure({ syncDelay: 3_600_000 });
    rig.simulator.advance(500);
    const response = await newComment().create(propertiesOf(stack));
    expect(response.Status).toBe('FAILED');
    expect(response.Reason).toMatch(
      /^the sync configuration of the stack prod cannot be changed during a sync; deploy again/,
    );
    expect(rig.seconds).toBeLessThanOrEqual(1_200); // the removal that follows waits, too
  });

  test('waits for a new sync configuration that is not found at first', async () => {
    await SyncedStack.create(rig); // with a connection and a repository link
    rig.simulator.configure({ consistencyDelay: 10_000 });
    const stack = await SyncedStack.create(rig, 'other');
    expect((await newComment().create(propertiesOf(stack))).Status).toBe('SUCCESS');
  });

  test('fails without a sync configuration, and names the stack', async () => {
    const stack = await SyncedStack.create(rig);
    await stack.remove();
    const response = await newComment().create(propertiesOf(stack));
    expect(response.Reason).toContain('Stack prod has no sync configuration');
    expect(rig.seconds).toBe(30);
  });

  test('is removed without an error if the sync configuration does not exist', async () => {
    const stack = await SyncedStack.create(rig);
    const comment = newComment();
    await comment.create(propertiesOf(stack));
    await stack.remove();
    await comment.delete();
    expect(stack.changes()).toHaveLength(1);
  });

  test('is removed without an error for a physical id of another form', async () => {
    await newComment().delete('my-stack-Comment-1ABCDEF', {});
    expect(rig.calls).toEqual([]);
  });

  test('follows a replaced sync configuration, and goes back in a rollback', async () => {
    const [first, second] = [
      await SyncedStack.create(rig, 'first', 'us-east-1', { PullRequestComment: 'DISABLED' }),
      await SyncedStack.create(rig, 'second', 'us-east-1', { PullRequestComment: 'DISABLED' }),
    ];
    const comment = newComment();
    await comment.create(propertiesOf(first));
    await comment.updateInVain(propertiesOf(second));
    expect([await first.pullRequestComment(), await second.pullRequestComment()]).toEqual(['ENABLED', 'DISABLED']);
    await comment.update(propertiesOf(second));
    expect([await first.pullRequestComment(), await second.pullRequestComment()]).toEqual(['DISABLED', 'ENABLED']);
    await comment.delete();
    expect(await second.pullRequestComment()).toBe('DISABLED');
  });

  test('keeps the value from before if a run dies after setting the new one', async () => {
    const stack = await SyncedStack.create(rig, 'prod', 'us-east-1', { PullRequestComment: 'DISABLED' });
    rig.putStatuses.push(...Array(6).fill(503)); // the response of the run that has set it gets lost
    const comment = newComment();
    await comment.create(propertiesOf(stack));
    expect(rig.runs).toBe(3);
    await comment.delete();
    expect(await stack.pullRequestComment()).toBe('DISABLED');
  });

  test('has its earlier value if its creation fails halfway', async () => {
    const stack = await SyncedStack.create(rig, 'prod', 'us-east-1', { PullRequestComment: 'DISABLED' });
    rig.simulator.fault({ kind: 'cut-after', operation: 'UpdateSyncConfiguration', times: 1 });
    rig.after(0, () => rig.simulator.fault({ kind: 'expired-token', operation: 'UpdateSyncConfiguration' }));
    const response = await newComment().create(propertiesOf(stack));
    expect(response.Status).toBe('FAILED');
    expect(await stack.pullRequestComment()).toBe('DISABLED');
  });

  test.each(['GetSyncConfiguration', 'UpdateSyncConfiguration'])(
    'fails without the permission %s, and names it',
    async (operation) => {
      const stack = await SyncedStack.create(rig);
      rig.deny(`codeconnections:${operation}`);
      const response = await newComment()
        .create(propertiesOf(stack))
        .catch((error) => error);
      expect(JSON.stringify(response)).toContain(operation);
    },
  );

  test.each([
    ['PullRequestComment', 'perhaps'],
    ['StackName', ''],
    ['Region', undefined],
  ])('fails with %s %j, and names the property', async (name, value) => {
    const stack = await SyncedStack.create(rig);
    const response = await newComment().create({ ...propertiesOf(stack), [name]: value });
    expect(response.Reason).toMatch(new RegExp(`^${name} must be .*, got `));
    expect(rig.calls).toEqual([]);
  });
});
