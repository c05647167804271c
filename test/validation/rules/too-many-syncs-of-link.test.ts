process.env.CDK_VALIDATION = 'false';

import { LINK_IDS, violationsOfSyncs } from '../fixtures';

test.each(LINK_IDS)('%s can have at most 100 sync configurations', (_, linkId, shownAs) => {
  expect(violationsOfSyncs(linkId, 100, (i) => `branch-${i % 2}`)).toEqual([]);
  expect(violationsOfSyncs(linkId, 101, (i) => `branch-${i % 3}`)).toEqual([
    `[${shownAs}] a repository link can have at most 100 sync configurations, got 101; move some of them to the link of another repository`,
  ]);
});
