-- +goose Up
-- Which functions the program may call. What runs with the owner's rights is for triggers, save where the program
-- calls it by name: to give positions, to compact, and to log what a commitment or an indicator belongs to.
revoke execute on all functions in schema public from public;
grant execute on all functions in schema public to jalons_writer, jalons_reader;
revoke execute on function add_change, refresh_commitments, refresh_milestones, refresh_deployments, raise_version,
  sequence_changes, compact_totals, log_relations, log_leads, without_person, erase_person
  from jalons_writer, jalons_reader;
grant execute on function sequence_changes, compact_totals, log_relations, log_leads to jalons_writer;
