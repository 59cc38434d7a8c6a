// What points, teams and laboratories report, in words: for "not accepted" and "that was wrong".

import { addFacts } from "../header.mjs";
import { N } from "../words.mjs";

addFacts({
  point_opened: N("Opened, lanes: {lanes}"),
  point_paused: N("Paused: {reason}"),
  point_closed: N("Point closed"),
  people_sampled: N("People sampled: {persons}"),
  tubes_scanned: N("Tube into box {box_id}"),
  box_sealed: N("Box {box_id} sealed, tubes: {tubes_counted}"),
  supplies_short: N("Supplies short: {item}"),
  readiness_confirmed: N("Readiness light confirmed"),
  doorstep_stop_done: N("Visit done, people: {persons}"),
  lab_received: N("Box {box_id} received"),
  box_abnormal: N("Box {box_id} abnormal"),
  tube_abnormal: N("Tube {tube_id} abnormal"),
  batch_started: N("Batch {batch_id} started"),
  result: N("Result for box {box_id}"),
  retest_sampled: N("Retest sampled, tube {tube_id}"),
  retest_result: N("Retest result, tube {tube_id}"),
});
