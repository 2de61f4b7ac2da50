/** The runway's lanes, marks, counts and answers, from the board and the clock. */
import { computed, shallowRef, watch } from 'vue';
import { useBoard } from '../../../../stores/board.ts';
import { useClock } from '../../../../stores/clock.ts';
import { useSettings } from '../../../../stores/settings.ts';
import { useTruth } from '../../../../stores/truth.ts';
import { heldLeads } from '../../leadsNow.ts';
import { type LanePlan, planLanes } from './lanes.ts';
import { type Answer, countLanes, drawnMarks, placeMarks, seeAnswers } from './scene.ts';

/** Lanes change places no more often than this, so that a team can be found again. */
const REPLAN_SECONDS = 20;

export function useRunway(maxLanes: () => number) {
  const board = useBoard();
  const clock = useClock();
  const settings = useSettings();
  const truth = useTruth();

  const lineSeconds = computed(() => settings.server.slaSeconds);
  const open = computed(() => [...board.rows('lead-response.open').values()]);
  const teams = computed(() => [...new Set(open.value.map((row) => row.team))].sort().join('\n'));
  const round = computed(() => Math.floor(clock.nowMs / 1_000 / REPLAN_SECONDS));

  const plan = shallowRef<LanePlan>(planLanes(new Map(), [], 3));
  const ready = computed(() => board.revision('lead-response.summary') > 0);
  watch(
    [round, teams, maxLanes, ready],
    () => {
      const openTeams = new Set(open.value.map((row) => row.team));
      plan.value = planLanes(board.rows('lead-response.summary'), openTeams, maxLanes());
    },
    { immediate: true },
  );

  const handled = computed(() => heldLeads(open.value, board.rows('alerts')));
  const marks = computed(() => placeMarks(open.value, plan.value, handled.value));
  const nowMs = () => truth.pictured(clock.serverNowMs());
  const counts = computed(() => countLanes(marks.value, plan.value.lanes.length, truth.pictured(clock.nowMs), lineSeconds.value));
  /** Recomputed once a second, to drop marks past the end of the scale. */
  const drawn = computed(() => drawnMarks(marks.value, truth.pictured(clock.nowMs), lineSeconds.value));

  let answers = new Map<string, Answer>();
  watch(
    [() => board.revision('lead-response.answered'), plan],
    ([revision], [before]) => {
      answers = seeAnswers(answers, board.rows('lead-response.answered'), plan.value, nowMs(), revision > 0 && (before ?? 0) === 0);
    },
    { immediate: true },
  );

  return { plan, counts, drawn, lineSeconds, nowMs, answers: () => answers.values() };
}
